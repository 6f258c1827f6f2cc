FROM python:3.13-slim
# ruleid: download-unverified
RUN curl -fsSLk https://downloads.example/install.sh -o install.sh
# ruleid: download-unverified
RUN wget -q --no-check-certificate https://downloads.example/tool.tar.gz
# ruleid: download-unverified
RUN pip install --trusted-host packages.internal shop
# ruleid: download-unverified
RUN pip install --index-url http://packages.example/simple shop
# ruleid: download-unverified
ADD http://downloads.example/tool.tar.gz /opt/
# ruleid: download-unverified
RUN curl -s http://downloads.example/install.sh | sh
# ruleid: download-unverified
RUN git config --global http.sslVerify false
# ok: download-unverified
RUN curl -fsSL https://downloads.example/kind -o kind
# ok: download-unverified
RUN curl --insecure-registry-list https://downloads.example/list -o list
# ok: download-unverified
HEALTHCHECK CMD curl -k https://localhost:8443/health || exit 1
# ok: download-unverified
RUN apt-get install -y curl k9s
# ok: download-unverified
RUN curl -s http://metadata:8080/token
# ok: download-unverified
ADD https://downloads.example/tool.tar.gz /opt/
