"""What starts Nonet and holds it together: the composition root, the tour, and the kernel below them."""
