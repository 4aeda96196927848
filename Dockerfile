# The build is the same for every kind of machine.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json bundle.ts ./
COPY src ./src
# Maps of the sources are for debuggers.
RUN npm run build && find dist -name '*.map' -delete

# What is compiled for one kind of machine: Node, without the symbols for debuggers, and what draws the images. All other packages
# are in the build.
FROM node:24.21.0-bookworm AS native
WORKDIR /app
RUN strip /usr/local/bin/node
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# Node's own image also has npm, yarn and headers.
FROM debian:12.15-slim
LABEL org.opencontainers.image.title="Domestique" \
  org.opencontainers.image.description="A Discord bot for Strava clubs" \
  org.opencontainers.image.licenses="MIT"
# The program's own Redis, for when REDIS_URL is not set.
RUN apt-get update \
  && apt-get install -y --no-install-recommends redis-server libstdc++6 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 1000 --home-dir /data --shell /usr/sbin/nologin node \
  && install -d -o node -g node -m 700 /data
COPY --from=native /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=native /app/node_modules/@napi-rs ./node_modules/@napi-rs
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./

# Inside the container every address, or nothing could be published; --publish says who reaches it.
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
USER node
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# As a list, not as a line: the program itself must get SIGTERM, not a shell.
CMD ["node", "dist/main.js"]
