import AssayJSON
import HTTPTypes
import Hummingbird

/// `POST /execute`, which NeMo-Skills and E2B both have: the body tells whose it is.
struct SharedExecuteRoute: Sendable {
    let nemoSkills: NemoSkillsRoutes
    let e2b: E2BContextRoutes
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.post("/execute") { request, context in
            let body = try await request.modelBody(limit: self.maximumBodyBytes)
            guard let object = body.object else {
                throw Problem(
                    .badRequest, "The body must be an object with generated_code (NeMo-Skills) or code (E2B).")
            }
            if object["generated_code"] != nil { return try await self.nemoSkills.execute(object, request, context) }
            return try await self.e2b.execute(object, request, context)
        }
    }
}
