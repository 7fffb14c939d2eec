#!/bin/sh
# A self-signed certificate, until you mount your own at /etc/nginx/tls.
set -eu

if [ ! -s /etc/nginx/tls/tls.key ]; then
    mkdir -p /etc/nginx/tls
    openssl req -x509 -newkey rsa:2048 -nodes -days 825 -subj "/CN=${TVSHOP_SERVER_NAME:-localhost}" \
        -addext "subjectAltName=DNS:${TVSHOP_SERVER_NAME:-localhost},IP:127.0.0.1" \
        -keyout /etc/nginx/tls/tls.key -out /etc/nginx/tls/tls.crt
fi
