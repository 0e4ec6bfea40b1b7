"""Elements and attributes of a drawing that stands still and refers to nothing outside."""

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
# What a browser would run or show as something other than a drawing.
ACTIVE_NAMESPACES = {
    "http://www.w3.org/1999/xhtml": "HTML",
    "http://www.w3.org/1998/Math/MathML": "MathML",
    "http://www.w3.org/2001/xml-events": "XML Events",
    "http://www.w3.org/1999/XSL/Transform": "XSLT",
    "http://www.w3.org/2001/XInclude": "XInclude",
}

_ELEMENTS = """
    svg g defs symbol use switch title desc style view path rect circle ellipse line
    polyline polygon text tspan textPath tref linearGradient radialGradient stop pattern
    clipPath mask marker filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence
"""
ELEMENTS = frozenset(_ELEMENTS.split())
# Dropped with all that they hold: they describe the drawing and change nothing that is seen.
METADATA_ELEMENTS = frozenset({"metadata"})

# Attributes that hold the address of another element.
REFERENCES = frozenset({"href"})
# Attributes that hold text or names, in which a parenthesis means nothing.
_PLAIN_ATTRIBUTES = """
    id class role lang d points type media title unicode aria-label aria-labelledby
    aria-describedby aria-hidden aria-roledescription focusable tabindex version baseProfile
    font-family
"""
PLAIN_ATTRIBUTES = frozenset(_PLAIN_ATTRIBUTES.split())
_ATTRIBUTES = """
    style width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy rotate viewBox
    preserveAspectRatio transform transform-origin offset pathLength textLength lengthAdjust
    startOffset method spacing side gradientUnits gradientTransform spreadMethod
    patternUnits patternContentUnits patternTransform clipPathUnits maskUnits
    maskContentUnits mask-type markerUnits markerWidth markerHeight refX refY orient
    filterUnits primitiveUnits in in2 result mode operator k1 k2 k3 k4 values tableValues
    slope intercept amplitude exponent stdDeviation edgeMode order kernelMatrix divisor bias
    targetX targetY preserveAlpha surfaceScale diffuseConstant specularConstant
    specularExponent kernelUnitLength scale xChannelSelector yChannelSelector azimuth
    elevation z pointsAtX pointsAtY pointsAtZ limitingConeAngle radius baseFrequency
    numOctaves seed stitchTiles alignment-baseline baseline-shift clip clip-path clip-rule
    color color-interpolation color-interpolation-filters color-rendering direction display
    dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font
    font-feature-settings font-size font-size-adjust font-stretch font-style font-variant
    font-variation-settings font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering isolation kerning letter-spacing
    lighting-color line-height marker marker-end marker-mid marker-start mask mix-blend-mode
    opacity overflow paint-order pointer-events shape-rendering stop-color stop-opacity
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering
    unicode-bidi vector-effect visibility white-space word-spacing writing-mode
    systemLanguage requiredFeatures
"""
ATTRIBUTES = PLAIN_ATTRIBUTES | frozenset(_ATTRIBUTES.split())
XML_ATTRIBUTES = frozenset({"space", "lang"})
