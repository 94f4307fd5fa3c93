package ebb.live;

/** A balancer that keeps what it is told and does nothing. */
public class Quiet implements BalancerLink {
    public volatile Endpoints endpoints = Endpoints.NONE;

    @Override
    public void serve(ServiceConfig config) {}

    @Override
    public void forget(ServiceName service) {}

    @Override
    public void endpoints(ServiceName service, Endpoints told) {
        endpoints = told;
    }

    @Override
    public void expectReady(ServiceName service, long nanosFromNow) {}

    @Override
    public void record(ServiceName service, boolean details) {}

    @Override
    public void resend() {}
}
