package ebb.live;

/** One address of an EndpointSlice: a pod that may be asked. */
public record Address(String pod, String ip, int port, boolean ready, boolean terminating) {}
