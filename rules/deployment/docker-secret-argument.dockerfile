FROM python:3.13-slim
# ruleid: docker-secret-argument
ARG GITHUB_TOKEN
# ruleid: docker-secret-argument
ARG SECRET_KEY=""
# ruleid: docker-secret-argument
ENV SECRET_KEY=$SECRET_KEY
# ok: docker-secret-argument
ARG PYTHON_VERSION
# ok: docker-secret-argument
ARG TOKENIZER_MODEL
# ok: docker-secret-argument
ENV TOKEN_FILE=/run/secrets/token
# ok: docker-secret-argument
ENV SECRET_KEY_FILE=$SECRET_FILE
# ok: docker-secret-argument
RUN --mount=type=secret,id=token pip install shop
USER app
CMD ["shop"]
