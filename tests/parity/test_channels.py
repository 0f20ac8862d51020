from tests.contract.test_channels import *  # noqa: F403
