from tests.contract.test_templates import *  # noqa: F403
