#include "app/cli/report.h"

#include "app/cli/words.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace cli {

void printJson(const nlohmann::ordered_json &report)
{
    using Json = nlohmann::ordered_json;
    std::cout << report.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

int failed(const core::Error &error, const std::stop_token &stop)
{
    std::cerr << sentenceFor(error) << '\n';
    if (stop.stop_requested())
        return 130;
    using Code = core::Error::Code;
    return error.code == Code::BaseSizeMissing || error.code == Code::ChoiceImpossible ? 2 : 1;
}

} // namespace cli
