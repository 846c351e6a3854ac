"""JAX where it is installed (`dorsal[accelerator]`): the same arrays and the same code on whatever it runs on."""
