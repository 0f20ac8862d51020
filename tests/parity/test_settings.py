from tests.contract.test_settings import *  # noqa: F403
