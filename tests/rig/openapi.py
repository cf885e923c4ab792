"""Holds answers of the server against docs/api.yaml.

    server.checks.append(Description().check)

An answer whose status, headers, media type or body is not described is a failed test.
"""

import os
import re

import jsonschema
import yaml

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "api.yaml")

# What may answer any request (info.description): the guard and the route table.
ANYWHERE = {400, 404, 405, 414, 431}


class Description:
    def __init__(self):
        with open(PATH, encoding="utf-8") as file:
            self.document = yaml.safe_load(file)
        self.operations = []
        self.seen = set()
        for path, item in self.document["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")
            for method, operation in item.items():
                if method != "parameters":
                    self.operations.append((method.upper(), pattern, path, operation))

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validate(self, schema, value):
        # References inside the schema are resolved against the whole document.
        whole = {**schema, "components": self.document["components"]}
        jsonschema.Draft202012Validator(whole).validate(value)

    def find(self, method, path):
        for name, pattern, template, operation in self.operations:
            if name == method and pattern.match(path.split("?")[0]):
                return template, operation
        return None, None

    def check(self, method, path, answer):
        template, operation = self.find(method, path)
        described = operation["responses"].get(str(answer.status)) if operation else None
        if described is None:
            assert answer.status in ANYWHERE, f"{method} {path}: {answer} is not described"
            self.check_problem(answer)
            return
        self.seen.add((method, template, answer.status))
        described = self.resolve(described)
        self.check_headers(described, answer)
        if method != "HEAD":
            self.check_body(described, answer)

    def check_problem(self, answer):
        assert answer.headers["Content-Type"] == "application/problem+json", answer
        self.validate({"$ref": "#/components/schemas/Problem"}, answer.json)
        assert answer.json["status"] == answer.status

    def check_headers(self, described, answer):
        for name, header in described.get("headers", {}).items():
            header, value = self.resolve(header), answer.headers[name]
            if value is None:
                assert not header.get("required"), f"{name} is missing in {answer}"
                continue
            schema = self.resolve(header["schema"])
            self.validate(schema, int(value) if schema["type"] == "integer" else value)

    def check_body(self, described, answer):
        content = described.get("content")
        if content is None:
            assert answer.body == b"", answer
            return
        media_type = answer.headers["Content-Type"].split(";")[0]
        assert media_type in content, f"{media_type} is not described: {answer}"
        if media_type == "application/problem+json":
            self.check_problem(answer)
        elif media_type == "application/json":
            self.validate(content[media_type]["schema"], answer.json)

    def codes(self):
        return set(self.document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
