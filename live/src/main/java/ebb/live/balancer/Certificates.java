package ebb.live.balancer;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** The certificate in use. {@link #reload} takes another when a file changed; a broken pair leaves the old one in use. */
final class Certificates {
    private static final Logger LOG = Logger.getLogger(Certificates.class.getName());

    private final BalancerSettings.Tls files;
    private byte[] chain;
    private byte[] key;
    private volatile SslContext context;

    /** @throws IOException if a file cannot be read, or the two are no certificate and its key */
    Certificates(BalancerSettings.Tls files) throws IOException {
        this.files = files;
        chain = Files.readAllBytes(files.certificates());
        key = Files.readAllBytes(files.key());
        context = build(chain, key);
    }

    // TLS 1.2 and 1.3 only, with the JDK's own provider: nothing native but epoll. ALPN has one protocol so far.
    private SslContext build(byte[] newChain, byte[] newKey) throws SSLException {
        try {
            return SslContextBuilder.forServer(new ByteArrayInputStream(newChain), new ByteArrayInputStream(newKey))
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new SSLException(
                    files.certificates() + " and " + files.key()
                            + " are no certificate and key in PEM (PKCS#8, no password)",
                    e);
        }
    }

    SslContext context() {
        return context;
    }

    /** To be called now and then, by one thread. @return whether another certificate is in use now */
    boolean reload() {
        try {
            byte[] newChain = Files.readAllBytes(files.certificates());
            byte[] newKey = Files.readAllBytes(files.key());
            if (Arrays.equals(newChain, chain) && Arrays.equals(newKey, key)) {
                return false;
            }
            SslContext next = build(newChain, newKey);
            chain = newChain;
            key = newKey;
            context = next;
            return true;
        } catch (IOException e) {
            // Both files are seldom written at once: the next look may find them whole.
            LOG.log(Level.WARNING, "the certificate stays as it was: {0}", e.getMessage());
            return false;
        }
    }
}
