"""What else one can install, one file a peer; each says what it cannot do by itself and is helped with."""
