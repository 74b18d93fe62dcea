"""How do browsers and programs reach us? Routes, sockets, wire types, auth. Only this room knows HTTP."""
