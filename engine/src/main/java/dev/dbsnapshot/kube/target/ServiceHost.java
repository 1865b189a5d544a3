package dev.dbsnapshot.kube.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A host's name read as the cluster's DNS would: {@code service}, {@code service.namespace}, {@code pod.service} and so
 * on, with or without {@code .svc.cluster.local}.
 *
 * @param pod the name of a pod of a headless service, or empty
 * @param service the name of a service
 * @param namespace its namespace
 */
record ServiceHost(String pod, String service, String namespace) {

    /** All readings, the likeliest first; none if this is no name of a service. */
    static List<ServiceHost> readings(String host, String ownNamespace) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        List<String> labels = List.of(name.split("\\."));
        int svc = labels.lastIndexOf("svc");
        boolean said = svc >= 2;
        List<String> own = said ? labels.subList(0, svc) : labels;
        List<ServiceHost> result = new ArrayList<>();
        switch (own.size()) {
            case 1 -> result.add(new ServiceHost("", own.get(0), ownNamespace));
            case 2 -> {
                result.add(new ServiceHost("", own.get(0), own.get(1)));
                if (!said) {
                    result.add(new ServiceHost(own.get(0), own.get(1), ownNamespace));
                }
            }
            case 3 -> result.add(new ServiceHost(own.get(0), own.get(1), own.get(2)));
            default -> {}
        }
        return result;
    }
}
