"""The Django project: pages served by `make serve` or `python -m dorsal.clinic`, which need the extra `clinic`."""
