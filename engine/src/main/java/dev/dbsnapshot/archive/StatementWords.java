package dev.dbsnapshot.archive;

/**
 * Reads SQL character by character and tells the words of statements that stand outside of literals, quoted names,
 * comments, parentheses and SQL-standard function bodies, by the rules of the server's scanner (scan.l). Not
 * thread-safe.
 */
final class StatementWords {

    /** Hears of the words, folded to upper case. */
    interface Listener {

        /**
         * A word.
         *
         * @param place how many words of the statement stand before it
         * @param word in upper case
         */
        void word(int place, String word);
    }

    private enum In {
        TEXT,
        LITERAL,
        NAME,
        DOLLAR_TAG,
        DOLLAR,
        LINE_COMMENT,
        COMMENT
    }

    private static final int LONGEST_WORD = 64;

    private final Listener listener;
    private final boolean standardConformingStrings;
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder tag = new StringBuilder();

    private In in = In.TEXT;
    private char before;
    private boolean escapes;
    private boolean escaped;
    private boolean mayContinue;
    private boolean continued;
    private int matched;
    private int comments;
    private int parentheses;
    private int place;
    private String last = "";
    private boolean creates;
    private int bodies;

    StatementWords(Listener listener, boolean standardConformingStrings) {
        this.listener = listener;
        this.standardConformingStrings = standardConformingStrings;
    }

    /** All of a text, which ends the statement that it ends in. */
    void all(String sql) {
        for (int i = 0; i < sql.length(); i++) {
            next(sql.charAt(i));
        }
        end();
    }

    /** Nothing comes any more. */
    void end() {
        if (in == In.TEXT) {
            endWord();
        }
    }

    /** One character; bytes that are no ASCII count as letters. */
    void next(char c) {
        switch (in) {
            case TEXT -> text(c);
            case LITERAL -> literal(c);
            case NAME -> in = c == '"' ? In.TEXT : In.NAME;
            case DOLLAR_TAG -> dollarTag(c);
            case DOLLAR -> dollar(c);
            case LINE_COMMENT -> in = c == '\n' || c == '\r' ? In.TEXT : In.LINE_COMMENT;
            case COMMENT -> comment(c);
        }
    }

    private void text(char c) {
        char preceding = before;
        before = c;
        if (isLetter(c) || (word.length() > 0 && (isDigit(c) || c == '$'))) {
            if (word.length() < LONGEST_WORD) {
                word.append(c);
            }
            mayContinue = false;
            return;
        }
        boolean escapeString = word.length() == 1 && (word.charAt(0) == 'e' || word.charAt(0) == 'E');
        if (c == '\'') {
            // A literal goes on after a line break, and stays what it was.
            escapes = escapeString || !standardConformingStrings || (mayContinue && escapes);
            endWord();
            in = In.LITERAL;
            return;
        }
        endWord();
        if (c == '-' && preceding == '-') {
            in = In.LINE_COMMENT;
            mayContinue = continued;
            before = 0;
            return;
        }
        if (c == '*' && preceding == '/') {
            in = In.COMMENT;
            comments = 1;
            before = 0;
            return;
        }
        if (c > ' ') {
            continued = mayContinue;
            mayContinue = false;
        }
        switch (c) {
            case '"' -> in = In.NAME;
            case '$' -> {
                in = In.DOLLAR_TAG;
                tag.setLength(0);
            }
            case '(' -> parentheses++;
            case ')' -> parentheses = Math.max(0, parentheses - 1);
            case ';' -> endStatement();
            default -> {}
        }
    }

    private void literal(char c) {
        if (escaped) {
            escaped = false;
        } else if (escapes && c == '\\') {
            escaped = true;
        } else if (c == '\'') {
            // Two of them end one literal and begin another of the same sort, which comes to the same.
            in = In.TEXT;
            mayContinue = true;
            place++;
        }
    }

    private void dollarTag(char c) {
        if (c == '$') {
            in = In.DOLLAR;
            matched = 0;
        } else if (isLetter(c) || (tag.length() > 0 && isDigit(c))) {
            tag.append(c);
        } else {
            // A parameter, such as $1.
            in = In.TEXT;
            text(c);
        }
    }

    private void dollar(char c) {
        int whole = tag.length() + 2;
        boolean delimiter = matched == 0 || matched == whole - 1;
        boolean fits = c == (delimiter ? '$' : tag.charAt(matched - 1));
        matched = fits ? matched + 1 : c == '$' ? 1 : 0;
        if (matched == whole) {
            in = In.TEXT;
            place++;
        }
    }

    private void comment(char c) {
        boolean ends = c == '/' && before == '*';
        boolean begins = c == '*' && before == '/';
        comments += begins ? 1 : ends ? -1 : 0;
        before = begins || ends ? 0 : c;
        in = comments == 0 ? In.TEXT : In.COMMENT;
    }

    private void endWord() {
        if (word.length() == 0) {
            return;
        }
        String found = upper();
        word.setLength(0);
        if (parentheses > 0) {
            return;
        }
        if (bodies > 0) {
            // CASE in a body has an END of its own.
            bodies += found.equals("CASE") ? 1 : found.equals("END") ? -1 : 0;
        } else if (creates && found.equals("ATOMIC") && last.equals("BEGIN")) {
            bodies = 1;
        } else {
            creates = place == 0 ? found.equals("CREATE") : creates;
            listener.word(place, found);
        }
        last = found;
        place++;
    }

    private void endStatement() {
        if (parentheses == 0 && bodies == 0) {
            place = 0;
            last = "";
        }
    }

    private String upper() {
        StringBuilder upper = new StringBuilder(word);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            upper.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return upper.toString();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
