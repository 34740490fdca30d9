# Two stages: the first installs from the lock file, the second holds only what runs. The model is inside the packages.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/onrecord
COPY requirements.lock ./
RUN /opt/onrecord/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY config ./config
COPY bot ./bot
COPY handlers ./handlers
RUN /opt/onrecord/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --create-home --uid 10001 onrecord && mkdir /data && chown onrecord /data
COPY --from=build /opt/onrecord /opt/onrecord
ENV PATH=/opt/onrecord/bin:$PATH PYTHONUNBUFFERED=1
USER onrecord
# The record lies beside the config (store.url = "sqlite:///onrecord.db"), so mount a volume there, and with it
# config.toml. Tokens come from the environment, or from files: DISCORD_TOKEN_FILE=/run/secrets/discord.
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s CMD ["onrecord", "health", "-c", "/data/config.toml"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["onrecord"]
CMD ["run", "-c", "/data/config.toml"]
