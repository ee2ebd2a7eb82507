"""`python -m mutua.cli`: how the all-in-one verb starts its own worker."""

from mutua.cli import main

main()
