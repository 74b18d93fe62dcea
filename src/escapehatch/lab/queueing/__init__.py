"""A day at the queue, in virtual time: customers come, wait and leave, agents work, and the server's own router chooses.

``load`` makes who comes, ``team`` is who works, ``run`` lets them meet, ``watch`` checks every choice while it runs, ``record``
keeps what happened, ``figures`` says what it means. Chance is handed in; there is no clock.
"""
