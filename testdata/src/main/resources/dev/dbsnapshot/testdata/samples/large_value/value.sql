-- One text of 100 MB: more than most buffers, on one line of COPY.
CREATE TABLE large (id integer PRIMARY KEY, value text);
INSERT INTO large SELECT 1, repeat(E'0123456789\tabcdefghijklmnopqrstuvwxyz\n', 2762431);
INSERT INTO large VALUES (2, 'small');
