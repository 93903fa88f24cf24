# Afterhour as an image: needs a bot token, keeps everything in /app/data, runs as user 10001 on a read-only root.
ARG PYTHON=docker.io/library/python:3.13-slim-bookworm

FROM ${PYTHON} AS build
COPY requirements.lock /build/
RUN python -m venv --without-pip /opt/afterhour \
 && python -m pip --python /opt/afterhour/bin/python install --no-cache-dir --disable-pip-version-check \
      --root-user-action ignore --only-binary :all: --require-hashes -r /build/requirements.lock
COPY bot /app/bot
COPY handlers /app/handlers
COPY db /app/db
COPY prompts /app/prompts
# Compiled here, since the root is read-only later; checked against no file times, which copying may change.
RUN /opt/afterhour/bin/python -m compileall -q --invalidation-mode unchecked-hash /app \
 && install -d -m 0700 -o 10001 -g 10001 /app/data

FROM ${PYTHON}
RUN rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/site-packages/pip* /usr/local/lib/python3*/ensurepip
COPY --from=build /opt/afterhour /opt/afterhour
COPY --from=build /app /app
ENV PATH=/opt/afterhour/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
USER 10001:10001
VOLUME /app/data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=120s --timeout=20s --start-period=120s --retries=3 \
  CMD ["python", "-m", "bot", "doctor", "--health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["live"]
