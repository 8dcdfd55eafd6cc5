"""`checklist`: what has to be presented, for how long it is valid, and what follows where it is not."""
