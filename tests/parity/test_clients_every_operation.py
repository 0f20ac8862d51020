from tests.contract.test_clients_every_operation import *  # noqa: F403
