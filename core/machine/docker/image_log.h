// What containers of some images print; see CatalogueImage::says and log.
#pragma once

namespace podfall {

extern const char mysql_says[], mariadb_says[], postgres_says[], hello_says[], nginx_log[],
    httpd_log[], redis_log[], mysql_log[], postgres_log[];

}  // namespace podfall
