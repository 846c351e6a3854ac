"use strict";
// htmx writes down the address of the page whatever its settings say; the browser is to keep nothing.
sessionStorage.removeItem("htmx-current-path-for-history");
