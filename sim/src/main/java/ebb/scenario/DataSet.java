package ebb.scenario;

import org.jspecify.annotations.Nullable;

/** Public recordings of traffic that scenarios may name, one line each: what to say where one is missing. */
enum DataSet {
    AZURE_FUNCTIONS(
            "faas_azure2019_500fn",
            "Azure Functions 2019, 500 functions of the In-Vitro sample (Shahrad et al., ATC 2020; CC-BY-4.0)",
            "eth-easl/dirigent, scripts/invitro_traces/samples/500"),
    AZURE_LLM(
            "llm_azure2023",
            "Azure LLM inference trace 2023 (Patel et al., Splitwise, ISCA 2024; CC-BY-4.0)",
            "Azure/AzurePublicDataset, data/AzureLLMInferenceTrace_code.csv"),
    MOONCAKE(
            "llm_mooncake",
            "Mooncake conversation trace (Qin et al., FAST 2025; Apache-2.0)",
            "kvcache-ai/Mooncake, FAST25-release/traces"),
    SERVEGEN("llm_servegen", "ServeGen (Xiang et al., arXiv 2505.09999; Apache-2.0)", "alibaba/ServeGen, data"),
    NASA(
            "web_nasa",
            "NASA Kennedy Space Center requests, July 1995 (Internet Traffic Archive; CC-BY-4.0)",
            "PasanBhanu/time-series-forcasting-with-facebook-prophet-lstm-hybrid-model, datasets/nasa.csv"),
    FIFA(
            "web_fifa",
            "FIFA World Cup 1998 requests (Arlitt & Jin, HPL-1999-35R1; CC-BY-4.0)",
            "PasanBhanu/time-series-forcasting-with-facebook-prophet-lstm-hybrid-model, datasets/fifa.csv"),
    NAB("web_nab", "Numenta Anomaly Benchmark, request counts (MIT)", "numenta/NAB, data"),
    LAMBDA(
            "validation_lambda",
            "AWS Lambda under Poisson requests (Mahmoudi & Khazaei, TCC 2020; MIT)",
            "pacslab/serverless-performance-modeling, experiments/results"),
    VLLM("validation_vllm", "vLLM on H100 (llm-d benchmark; Apache-2.0)", "llm-d/llm-d-benchmark, collected/data"),
    HUAWEI("faas_huawei2025", "Huawei functions 2025 (Joosen et al., EuroSys 2025; CC-BY-4.0)", "sir-lab/data-release");

    private final String prefix;
    private final String title;
    private final String repository;

    DataSet(String prefix, String title, String repository) {
        this.prefix = prefix;
        this.title = title;
        this.repository = repository;
    }

    /** @return null if the file's name is none of a public data set's */
    static @Nullable DataSet of(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        for (DataSet each : values()) {
            if (name.startsWith(each.prefix)) {
                return each;
            }
        }
        return null;
    }

    /** What it is and where its owner publishes it. */
    String text() {
        return title + ", published in the repository " + repository;
    }
}
