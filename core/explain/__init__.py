"""Why a weight will move: the chain rule with real numbers, its paths, what a nudge does, and whether the gradient is right."""
