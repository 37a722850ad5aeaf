// kubectl create deployment, job and cronjob. Models kubectl/pkg/cmd/create/create_deployment.go,
// create_job.go and create_cronjob.go.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"

namespace podfall {

namespace kube {

namespace {

// The last part of an image's path, without tag and digest.
std::string image_name(const std::string& image) {
    std::string name = image.substr(image.rfind('/') + 1);
    name = name.substr(0, name.find(':'));
    return name.substr(0, name.find('@'));
}

// sanitizeAndUniquify: characters that are invalid in container names become dashes.
std::string container_name(const std::string& image) {
    std::string name;
    for (char c : image_name(image)) name += c == '_' || c == '.' ? '-' : c;
    return name;
}

std::vector<std::string> command_of(const Kubectl& k) {
    const std::vector<std::string>& args = k.args();
    return args.size() > 1 ? std::vector<std::string>(args.begin() + 1, args.end())
                           : std::vector<std::string>{};
}

Json pod_template(Json containers, const char* restart_policy) {
    Json spec = {{"containers", std::move(containers)}};
    if (*restart_policy) spec["restartPolicy"] = restart_policy;
    return {{"metadata", {{"creationTimestamp", nullptr}}}, {"spec", spec}};
}

Json container(const std::string& name, const std::string& image,
               const std::vector<std::string>& command) {
    Json c = {{"name", name}, {"image", image}, {"resources", Json::object()}};
    if (!command.empty()) c["command"] = command;
    return c;
}

Json metadata(const std::string& name) {
    return {{"name", name}, {"creationTimestamp", nullptr}};
}

Step create_deployment(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::vector<std::string> images = k.flags.list("image"), command = command_of(k);
    if (images.size() > 1 && !command.empty()) {
        return k.fail("cannot specify multiple --image options and command");
    }
    Json containers = Json::array();
    for (const std::string& image : images) {
        containers.push_back(container(container_name(image), image, command));
    }
    if (k.flags.number("port") >= 0 && !containers.empty()) {
        containers[0]["ports"] = list_of({{"containerPort", k.flags.number("port")}});
    }
    const Json labels = {{"app", name}};
    Json object = {{"apiVersion", "apps/v1"},
                   {"kind", "Deployment"},
                   {"metadata", metadata(name)},
                   {"status", Json::object()}};
    object["metadata"]["labels"] = labels;
    Json pods = pod_template(std::move(containers), "");
    pods["metadata"]["labels"] = labels;
    object["spec"] = {{"replicas", k.flags.number("replicas")},
                      {"selector", {{"matchLabels", labels}}},
                      {"strategy", Json::object()},
                      {"template", pods}};
    return create_and_print(k, known_resource("apps", "v1", "deployments", "Deployment"),
                            std::move(object), "failed to create deployment: ");
}

// Creates the Job from the CronJob's template, owned by the CronJob.
bool job_from(Kubectl& k, const std::string& name, const std::string& from, Json& object,
              Step& failed) {
    Builder b = make_builder(k);
    b.args = {from};
    b.filenames.clear();
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal || !errors.empty()) {
        failed = fatal ? k.fail(fatal) : k.fail(errors);
        return false;
    }
    if (infos.size() != 1 || infos[0].resource.kind != "CronJob") {
        failed = k.fail(infos.size() != 1
                            ? "from must be an existing cronjob"
                            : cat("from must be an existing cronjob: ", infos[0].resource.version,
                                  ".", infos[0].resource.kind,
                                  " is not suitable for converting to \"batch/v1beta1\" in scheme "
                                  "\"k8s.io/kubectl/pkg/scheme/scheme.go:28\""));
        return false;
    }
    const Json& cron = *infos[0].object;
    object = {{"apiVersion", "batch/v1"},
              {"kind", "Job"},
              {"metadata", metadata(name)},
              {"status", Json::object()},
              {"spec", at(cron, "spec.jobTemplate.spec")}};
    edit(object, "spec.template.metadata.creationTimestamp") =
        nullptr;  // the Go struct has no omitempty here
    Json annotations = at(cron, "spec.jobTemplate.metadata.annotations");
    if (!annotations.is_object()) annotations = Json::object();
    annotations["cronjob.kubernetes.io/instantiate"] = "manual";
    object["metadata"]["annotations"] = annotations;
    const Json& labels = at(cron, "spec.jobTemplate.metadata.labels");
    if (labels.is_object()) object["metadata"]["labels"] = labels;
    object["metadata"]["ownerReferences"] = list_of({{"apiVersion", text_at(cron, "apiVersion")},
                                                     {"kind", "CronJob"},
                                                     {"name", text_at(cron, "metadata.name")},
                                                     {"uid", text_at(cron, "metadata.uid")}});
    return true;
}

Step create_job(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    const std::string image = k.flags.text("image"), from = k.flags.text("from");
    if (image.empty() == from.empty()) {
        return k.fail("either --image or --from must be specified");
    }
    const std::vector<std::string> command = command_of(k);
    if (!command.empty() && !from.empty()) return k.fail("cannot specify --from and command");
    const Resource jobs = known_resource("batch", "v1", "jobs", "Job");
    Json object;
    if (!from.empty()) {
        if (!job_from(k, name, from, object, failed)) return failed;
    } else {
        object = {
            {"apiVersion", "batch/v1"},
            {"kind", "Job"},
            {"metadata", metadata(name)},
            {"status", Json::object()},
            {"spec",
             {{"template", pod_template(list_of(container(name, image, command)), "Never")}}}};
    }
    return create_and_print(k, jobs, std::move(object), "failed to create job: ");
}

Step create_cronjob(Kubectl& k) {
    std::string name;
    Step failed;
    if (!name_argument(k, name, failed)) return failed;
    std::string restart = k.flags.text("restart");
    if (restart.empty()) restart = "OnFailure";
    const Json job = {
        {"metadata", metadata(name)},
        {"spec",
         {{"template", pod_template(list_of(container(name, k.flags.text("image"), command_of(k))),
                                    restart.c_str())}}}};
    Json object = {{"apiVersion", "batch/v1beta1"},
                   {"kind", "CronJob"},
                   {"metadata", metadata(name)},
                   {"status", Json::object()},
                   {"spec", {{"schedule", k.flags.text("schedule")}, {"jobTemplate", job}}}};
    return create_and_print(k, known_resource("batch", "v1beta1", "cronjobs", "CronJob"),
                            std::move(object), "failed to create cronjob: ");
}

Step run_deployment(CommandContext& c) {
    return run(c, "create deployment", create_deployment);
}
Step run_job(CommandContext& c) {
    return run(c, "create job", create_job);
}
Step run_cronjob(CommandContext& c) {
    return run(c, "create cronjob", create_cronjob);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_create_deployment = {
    .name = "kubectl create deployment",
    .summary = "Create a deployment with the specified name.",
    .run = kube::run_deployment,
};

extern const Command kubectl_create_job = {
    .name = "kubectl create job",
    .summary = "Create a job with the specified name.",
    .run = kube::run_job,
};

extern const Command kubectl_create_cronjob = {
    .name = "kubectl create cronjob",
    .summary = "Create a cronjob with the specified name.",
    .run = kube::run_cronjob,
};

}  // namespace podfall
