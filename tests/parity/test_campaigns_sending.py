from tests.contract.test_campaigns_sending import *  # noqa: F403
