"""Load what the tests share; the process that only hands tests to workers does without, and starts them sooner."""


def pytest_configure(config):
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.import_plugin("shared")
