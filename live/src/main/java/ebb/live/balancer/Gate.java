package ebb.live.balancer;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link BalancerSettings.Guard}, ready to ask. Networks may be replaced while it is asked; rates are kept. */
final class Gate {
    private record Rules(BalancerSettings.Guard guard, Networks banned, Networks trusted) {}

    private final Rates rates = new Rates();
    private volatile Rules rules;

    Gate(BalancerSettings.Guard guard) {
        rules = rules(guard);
    }

    private static Rules rules(BalancerSettings.Guard guard) {
        return new Rules(guard, new Networks(guard.banned()), new Networks(guard.trusted()));
    }

    void use(BalancerSettings.Guard guard) {
        rules = rules(guard);
    }

    int bans() {
        return rules.banned.size();
    }

    boolean banned(InetAddress address) {
        return rules.banned.contain(address);
    }

    boolean trusted(InetAddress peer) {
        return rules.trusted.contain(peer);
    }

    @Nullable
    String session() {
        return rules.guard.session();
    }

    /** @return 0 if one more request may come, else ns until it may */
    long rate(InetAddress client, long nowNanos) {
        BalancerSettings.Guard guard = rules.guard;
        if (guard.ratePerSecond() == 0) {
            return 0;
        }
        synchronized (rates) {
            return rates.take(client, guard.ratePerSecond(), guard.burst(), nowNanos);
        }
    }

    /**
     * Who sent a request that came by a trusted proxy: the last address in the list that no trusted proxy has (RFC 7239 has the same order).
     *
     * @param forwarded values of X-Forwarded-For, in order
     */
    InetAddress client(InetAddress peer, List<String> forwarded) {
        InetAddress client = peer;
        for (int i = forwarded.size() - 1; i >= 0; i--) {
            String[] each = forwarded.get(i).split(",", -1);
            for (int j = each.length - 1; j >= 0; j--) {
                InetAddress address = address(each[j].strip());
                if (address == null) {
                    return client; // what stands before a word that is no address is nobody's word
                }
                client = address;
                if (!trusted(address)) {
                    return client;
                }
            }
        }
        return client;
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return text.isEmpty() ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
