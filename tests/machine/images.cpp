// What registries answer, and what containers of the catalogue's images do when they start.
#include <doctest/doctest.h>

#include "core/machine/docker/catalogue.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/image.h"
#include "tests/machine/fixture.h"

namespace podfall {

TEST_CASE("a pattern names tags by words and by ranges of numbers, and nothing else") {
    CHECK(matches_tag("1.{16..20}{,-alpine} latest", "1.16"));
    CHECK(matches_tag("1.{16..20}{,-alpine} latest", "1.20-alpine"));
    CHECK(matches_tag("1.{16..20}{,-alpine} latest", "latest"));
    for (const char* tag : {"1.161", "1.15", "1.016", "1.", "1.16-", "1.16-perl", "late", ""})
        CHECK_MESSAGE(!matches_tag("1.{16..20}{,-alpine} latest", tag), tag);
    CHECK(matches_tag("{3,3.{7..9}}{,-slim{,-buster}}", "3.8-slim-buster"));
    CHECK_FALSE(matches_tag("{3,3.{7..9}}{,-slim{,-buster}}", "3.10"));
}

TEST_CASE("a registry has the images that people use, with their tags") {
    for (const char* image : {"nginx",
                              "nginx:1.7.9",
                              "nginx:1.14.2",
                              "nginx:stable-alpine-perl",
                              "nginx:mainline",
                              "docker.io/library/nginx:1.23.1-alpine",
                              "debian:bullseye-slim",
                              "ubuntu:focal",
                              "node:lts-alpine",
                              "python:3.9-slim-buster",
                              "postgres:13",
                              "redis:6.2-alpine",
                              "busybox:1.28",
                              "k8s.gcr.io/pause:3.2",
                              "calico/node:v3.17.1",
                              "mysql:5.7",
                              "gcr.io/google-samples/hello-app:1.0",
                              "sysnet4admin/echo-hname",
                              "httpd:2.4",
                              "k8s.gcr.io/e2e-test-images/jessie-dnsutils:1.3",
                              "quay.io/prometheus/prometheus:v2.37.0"})
        CHECK_MESSAGE(pull_problem(image) == "", image);
}

TEST_CASE("a registry says which part of an image's name does not exist") {
    const std::string daemon = "Error response from daemon: ";
    CHECK(pull_problem("docker.io/ngnix") ==
          daemon +
              "pull access denied for ngnix, repository does not exist or may require 'docker "
              "login': denied: requested access to the resource is denied");
    CHECK(contains(pull_problem("me/app:2"), "pull access denied for me/app, "));
    for (const char* image : {"nginx:1.161", "nginx:bad", "redis:6.2-perl", "ubuntu:bullseye"})
        CHECK(pull_problem(image) == cat(daemon, "manifest for ", image,
                                         " not found: manifest unknown: manifest unknown"));
    CHECK(pull_problem("hub.example/web:1") ==
          daemon +
              "Get https://hub.example/v2/: dial tcp: lookup hub.example on 1.1.1.1:53: no "
              "such host");
    CHECK(pull_problem("localhost:5000/web") ==
          daemon +
              "Get http://localhost:5000/v2/: dial tcp 127.0.0.1:5000: connect: connection "
              "refused");
}

TEST_CASE("a database without a password ends with 1 and says which variable it needs") {
    MachineFixture m;
    m.out(1,
          "docker run -d --name a mysql:5.7; docker run -d --name b postgres:13-alpine; "
          "docker run -d --name c mariadb; docker run -d --name d -e MYSQL_ROOT_PASSWORD=x "
          "mysql:5.7; docker run -d --name e -e POSTGRES_PASSWORD= postgres");
    m.pass(seconds(3));
    for (const char* name : {"a", "b", "c", "e"}) {
        CHECK_MESSAGE(m.container(1, name)->state == DockerState::exited, name);
        CHECK_MESSAGE(m.container(1, name)->exit_code == 1, name);
    }
    CHECK(m.container(1, "d")->state == DockerState::running);
    CHECK(contains(m.out(1, "docker logs a"), "- MYSQL_ROOT_PASSWORD"));
    CHECK(contains(m.out(1, "docker logs a"), "MySQL Server 5.7 started."));
    CHECK(contains(m.out(1, "docker logs c"), "MariaDB Server 1:10.8.3+maria~jammy started."));
    CHECK(contains(m.out(1, "docker logs b"), "POSTGRES_PASSWORD"));
    CHECK(contains(m.out(1, "docker logs c"), "MARIADB_ROOT_PASSWORD"));
    CHECK(contains(m.out(1, "docker logs d"), "Ready for start up."));
}

TEST_CASE("an image whose command is a shell or an interpreter ends at once without input") {
    MachineFixture m;
    for (const char* image : {"python:3.9", "node", "ubuntu:focal", "debian", "fedora"}) {
        m.out(1, cat("docker run --name x ", image));
        CHECK_MESSAGE(m.status == 0, image);
        CHECK_MESSAGE(m.container(1, "x")->state == DockerState::exited, image);
        m.out(1, "docker rm x");
    }
    CHECK(contains(m.out(1, "docker run hello-world"), "Hello from Docker!"));
    CHECK(m.out(1, "docker run python:3.9 echo hi") == "hi\n");
    CHECK(contains(m.err(1, "docker run prom/prometheus bash"), "executable file not found"));
    m.out(1, "docker run -d --name i -it python:3.9");
    CHECK(m.container(1, "i")->state == DockerState::running);
    m.out(1, "docker run -d --name g node:lts-alpine sleep 99");
    CHECK(m.container(1, "g")->state == DockerState::running);
}

TEST_CASE("a server of the catalogue listens on its image's ports, and has its programs") {
    MachineFixture m;
    m.out(1, "docker run -d --name p -p 9090:9090 prom/prometheus:v2.37.0");
    m.pass(seconds(1));
    const DockerContainer* c = m.container(1, "p");
    CHECK(c);
    if (!c) return;
    CHECK(m.machine(1).processes.find(c->pid)->ports == std::vector<int>{9090});
    CHECK(image_has_program("python:3.9", "curl"));
    CHECK(image_has_program("tutum/dnsutils", "dig"));
    CHECK_FALSE(image_has_program("python:3.9-slim", "curl"));
    CHECK_FALSE(image_has_program("ubuntu", "curl"));
    CHECK_FALSE(image_has_program("traefik/whoami", "sh"));
    CHECK_FALSE(belongs_to_cluster("node:lts-alpine"));
}

}  // namespace podfall
