/**
 * La version « production » de graphql/jsutils/instanceOf : sans la recherche
 * d'une seconde copie de graphql, dont le message alourdit chaque paquet.
 */
export const instanceOf = (value, constructor) => value instanceof constructor;
