"""What a monitoring system asks over HTTP: figures for Prometheus, health and readiness."""

from bot.metrics.measured import MeasuredFetcher, MeasuredMessenger, MeasuredWatcher
from bot.metrics.meters import Meters
from bot.metrics.server import MetricsServer

__all__ = ["MeasuredFetcher", "MeasuredMessenger", "MeasuredWatcher", "Meters", "MetricsServer"]
