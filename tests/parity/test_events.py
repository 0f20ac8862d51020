from tests.contract.test_events import *  # noqa: F403
