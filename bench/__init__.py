"""Speed: the product beside a bare endpoint of the same stack, measured in one run."""
