-- A database that converts nothing: rows with bytes that are no UTF-8. Names and definitions are ASCII.
CREATE TABLE bytes (id integer PRIMARY KEY, value text);
INSERT INTO bytes VALUES
    (1, 'ascii'), (2, E'\xe9'), (3, E'\xc3\xa9'), (4, E'\xff\xfe\x80\t\n\\'), (5, E'\xc0\x80'), (6, E'\xed\xa0\x80'), (7, E'\xf5'), (8, NULL), (9, '');
INSERT INTO bytes SELECT 1000 + i, convert_from(decode(lpad(to_hex(i), 2, '0'), 'hex'), 'SQL_ASCII') FROM generate_series(1, 255) AS i;
CREATE TABLE plain (a integer, b text DEFAULT 'x');
INSERT INTO plain VALUES (1, 'one');
SELECT lo_from_bytea(1, '\xe900ff');
