"""Small changes of a policy that some case should notice: what the mutants of all parts are made of."""
