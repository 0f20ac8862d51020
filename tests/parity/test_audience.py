from tests.contract.test_audience import *  # noqa: F403
