package ebb.live.api;

import ebb.document.BadInputException;
import ebb.document.Document;
import ebb.document.Mapping;
import ebb.document.Problem;
import ebb.document.Problems;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a running {@code ebb live} something, as its user. */
public final class AdminClient {
    private final String url;
    private final String token;

    private AdminClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** @param logs the folder in which the running one keeps its logs */
    public static AdminClient of(Path logs) {
        Path file = logs.resolve(AdminServer.FILE);
        if (!java.nio.file.Files.isReadable(file)) {
            throw new BadInputException(new Problem(
                    file.toString(), 1, 1, "", "is not there", "Is ebb live running? Name its logs with --logs."));
        }
        Problems problems = new Problems();
        Mapping root = new Mapping(problems, "this file", Document.open(file, file.toString(), problems));
        AdminClient client =
                new AdminClient(root.get("url").text(), root.get("token").text());
        problems.throwIfAny();
        return client;
    }

    /** @return the answer's text @throws IOException with what was wrong, if it was not done */
    public String get(String path) throws IOException {
        return send("GET", path);
    }

    public String post(String path) throws IOException {
        return send("POST", path);
    }

    private String send(String method, String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.body().strip());
            }
            return answer.body();
        } catch (ConnectException gone) {
            throw new IOException("nothing listens at " + url + ": it was killed, or ended just now", gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }
}
