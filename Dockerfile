# Linger on JDK 25: its jars beside each other on an explicit class path, and an AOT cache of what a start and a first
# poll load, so that a node is there in half the time.
#
#   docker build -t linger .
#   docker run --network host linger
#
# As it is, the server runs in dev mode: it lets everybody in, so it listens on the loopback address and on nothing else.
# Inside a container that is the container's own loopback, which no published port (-p) reaches: hence --network host.
# For everybody else there is production mode, with the tokens of src/site/markdown/tokens.md:
#
#   docker run -p 8080:8080 -v /etc/linger:/etc/linger:ro -e LINGER_MODE=production -e LINGER_HOST=0.0.0.0 \
#     -e LINGER_TOKEN_SECRET_FILE=/etc/linger/secret linger

# Built by the JDK that the project is developed with; it runs on a newer one.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY src src
COPY webapp webapp
RUN mvn -B -ntp -Dmaven.test.skip=true package
# The jars of the WAR, and apart from them what is served as it is.
RUN mkdir -p /linger/web /linger/lib \
 && cd /linger/web && jar --extract --file /build/target/linger.war \
 && mv WEB-INF/lib/*.jar WEB-INF/server/*.jar /linger/lib/ \
 && rm -r WEB-INF META-INF dev \
 && jar --create --no-manifest --file /linger/web.jar -C /linger/web . \
 && rm -r /linger/web

FROM eclipse-temurin:25-jre
RUN useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin linger
COPY --from=build /linger /linger
WORKDIR /linger

# One list of options, in a file, because the cache is only good for a virtual machine that is set up as the one that
# wrote it. A whole list of jars, because a cache knows no wildcards. Standing still for want of memory helps nobody:
# whoever runs the container starts it again.
RUN { echo "-cp $(echo lib/*.jar | tr ' ' ':')"; \
      echo "-XX:+UseParallelGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError"; \
      echo "-XX:MaxRAMPercentage=70 --enable-native-access=ALL-UNNAMED -Ddev.linger.war=/linger/web.jar"; } > options

# Asks for one page and tells whether it was there. No curl in the image, and a JVM for a question would be too slow.
RUN printf '%s\n' '#!/bin/bash' \
      'exec 3<>"/dev/tcp/127.0.0.1/${LINGER_PORT:-8080}" || exit 1' \
      'path=${LINGER_PATH:-/}' \
      'printf "GET %s HTTP/1.0\r\n\r\n" "${path%/}/${1:-health/live}" >&3' \
      'read -r -t 5 line <&3 && [[ $line == *" 200"* ]]' > ask && chmod 755 ask

# A life in short, to see what is loaded: start, be asked, be told to end. The cache is written at the end of it.
RUN java -XX:AOTCacheOutput=linger.aot @options dev.linger.server.Main & pid=$! \
 && for i in $(seq 300); do ./ask health/ready 2>/dev/null && break; sleep 0.1; done \
 && ./ask "poll?channel=thread:42" && ./ask health/live; asked=$?; kill $pid; wait $pid; \
    [ $asked = 0 ] && chmod 644 linger.aot

USER linger
EXPOSE 8080
# Alive, not ready: a node whose Redis is away must not be restarted, it would lose those who wait.
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s CMD ["/linger/ask"]
# Java is the first process and is told to end itself; give it LINGER_DRAIN_TIME and five seconds more (docker stop -t).
ENTRYPOINT ["java", "-XX:AOTCache=linger.aot", "@options", "dev.linger.server.Main"]
