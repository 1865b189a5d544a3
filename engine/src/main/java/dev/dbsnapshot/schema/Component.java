package dev.dbsnapshot.schema;

/** The parts of an object that can be dumped one without the other ({@code DumpComponents}). */
public enum Component {
    DEFINITION,
    DATA,
    COMMENT,
    SECURITY_LABEL,
    ACL,
    POLICY,
    USER_MAPPING
}
