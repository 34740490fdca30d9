"""The ground floor: vocabulary, ports, config, errors, logs. It imports nothing of the house."""
