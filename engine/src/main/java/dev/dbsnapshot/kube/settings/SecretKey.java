package dev.dbsnapshot.kube.settings;

/**
 * Where in a Secret a value stands.
 *
 * @param secret the Secret's name
 * @param key the key in it
 */
public record SecretKey(String secret, String key) {}
