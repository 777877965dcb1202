"""How sure a plan is: chances, confidence and simulation. Floating point, and seeded."""
