# The analysts' page is built here, so that the image below needs no build tools.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY src ./src
COPY schemas ./schemas
RUN node --input-type=module -e "await (await import('./src/console/page-build.ts')).buildPage()"

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# The optional packages bring a Node for older machines and native parts of the page's build: not needed here.
RUN npm ci --ignore-scripts --omit=dev --omit=optional && npm cache clean --force
COPY src ./src
COPY schemas ./schemas
COPY --from=build /app/dist ./dist
RUN install -d -o node -g node -m 0700 /var/lib/countermand
USER node
VOLUME /var/lib/countermand
ENV COUNTERMAND_DATA=/var/lib/countermand
EXPOSE 7411
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7411/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node as process 1 gets the signals itself: SIGTERM drains and ends within 10 s.
CMD ["node", "src/countermand.js", "start"]
