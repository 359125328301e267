"""The verbs: one module, one function of the same name, plain arguments in, a result value out."""
