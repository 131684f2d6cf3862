# syntax=docker/dockerfile:1
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /innconnect ./cmd/innconnect

# Alpine brings CA certificates, and wget for the health check.
FROM alpine:3.22
RUN adduser -D -H -u 10001 innconnect
COPY --from=build /innconnect /usr/local/bin/innconnect
USER innconnect
EXPOSE 8080
ENTRYPOINT ["innconnect"]
CMD ["api"]
