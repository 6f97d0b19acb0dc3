"""The control socket beside the database: a command asks the running application to write.

HTTP with JSON over a Unix socket, for the owner and his group only (0660); what is told bit by bit
comes over a websocket.  Decides nothing: the running application answers, and says in words why it
will not.

asking      what may be asked, and how it may fail
place       the socket as a file
server      the running application's end; client: the commands'
"""
