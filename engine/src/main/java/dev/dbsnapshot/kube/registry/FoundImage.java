package dev.dbsnapshot.kube.registry;

import java.util.Optional;

/**
 * The image that the jump pod is to run.
 *
 * @param reference the whole reference, with a tag
 * @param source why this one, in a few words
 * @param problem why the registry could not be asked, so that the tag is a guess; empty if it is none
 */
public record FoundImage(String reference, String source, Optional<String> problem) {}
