from tests.contract.test_campaigns import *  # noqa: F403
