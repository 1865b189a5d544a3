-- Text search parsers, templates, dictionaries, configurations.
CREATE TEXT SEARCH PARSER rare.parser (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH PARSER "Rare Names"."No Headline" (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE rare.template (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE rare.no_init (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY rare.dictionary (TEMPLATE = rare.template, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY "Rare Names"."Own Simple" (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH DICTIONARY rare.with_options (TEMPLATE = simple, STOPWORDS = 'english', ACCEPT = true);
CREATE TEXT SEARCH CONFIGURATION rare.configuration (PARSER = rare.parser);
ALTER TEXT SEARCH CONFIGURATION rare.configuration ADD MAPPING FOR asciiword, word, email WITH
    rare.dictionary, "Rare Names"."Own Simple", simple;
ALTER TEXT SEARCH CONFIGURATION rare.configuration ADD MAPPING FOR "float", uint WITH rare.with_options;
CREATE TEXT SEARCH CONFIGURATION rare.copied (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION rare.unmapped (PARSER = "default");
COMMENT ON TEXT SEARCH PARSER rare.parser IS 'a parser';
COMMENT ON TEXT SEARCH TEMPLATE rare.template IS 'a template';
COMMENT ON TEXT SEARCH DICTIONARY rare.dictionary IS 'a dictionary';
COMMENT ON TEXT SEARCH CONFIGURATION rare.configuration IS 'a configuration';
