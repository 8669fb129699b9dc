"""`#expr`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#expr:1+2*3}}", "7"),
        ("{{#expr:(1+2)*3}}", "9"),
        ("{{#expr:2^3^2}}", "64"),
        ("{{#expr:-2^2}}", "4"),
        ("{{#expr:2^-1}}", "0.5"),
        ("{{#expr:7/2}}", "3.5"),
        ("{{#expr:6/3}}", "2"),
        ("{{#expr:7 div 2}}", "3.5"),
        ("{{#expr:7 mod 4}}", "3"),
        ("{{#expr:-7 mod 4}}", "-3"),
        ("{{#expr:7 mod -4}}", "3"),
        ("{{#expr:7.9 mod 4.9}}", "3"),
        ("{{#expr:7.5 fmod 2}}", "1.5"),
        ("{{#expr:-7.5 fmod 2}}", "-1.5"),
        ("{{#expr:1e3}}", "1000"),
        ("{{#expr:1.5e-3}}", "0.0015"),
        ("{{#expr:2 e 3}}", "2000"),
        ("{{#expr:e}}", "2.718281828459"),
        ("{{#expr:pi}}", "3.1415926535898"),
        ("{{#expr:2*pi}}", "6.2831853071796"),
        ("{{#expr:exp 1}}", "2.718281828459"),
        ("{{#expr:ln 10}}", "2.302585092994"),
        ("{{#expr:sqrt 2}}", "1.4142135623731"),
        ("{{#expr:sin 1}}", "0.8414709848079"),
        ("{{#expr:cos(pi)}}", "-1"),
        ("{{#expr:tan 1}}", "1.5574077246549"),
        ("{{#expr:asin 1}}", "1.5707963267949"),
        ("{{#expr:acos 1}}", "0"),
        ("{{#expr:atan 1}}", "0.78539816339745"),
        ("{{#expr:abs -3.5}}", "3.5"),
        ("{{#expr:floor -1.5}}", "-2"),
        ("{{#expr:ceil -1.5}}", "-1"),
        ("{{#expr:ceil -0.5}}", "-0"),
        ("{{#expr:trunc -1.5}}", "-1"),
        ("{{#expr:trunc 1e30}}", "5076964154930102272"),
        ("{{#expr:not 0}}", "1"),
        ("{{#expr:not 5}}", "0"),
        ("{{#expr:1 and 0}}", "0"),
        ("{{#expr:1 or 0}}", "1"),
        ("{{#expr:1 = 1.0}}", "1"),
        ("{{#expr:1 <> 2}}", "1"),
        ("{{#expr:1 != 1}}", "0"),
        ("{{#expr:2 >= 2}}", "1"),
        ("{{#expr:1 &lt; 2}}", "1"),
        ("{{#expr:3 &minus; 1}}", "2"),
        ("{{#expr:3 − 1}}", "2"),
        ("{{#expr:1=1=1}}", "1"),
        ("{{#expr:1<2<3}}", "1"),
        ("{{#expr:--1}}", "1"),
        ("{{#expr:+-1}}", "-1"),
        ("{{#expr:- - 1}}", "1"),
        ("{{#expr:0*-1}}", "-0"),
        ("{{#expr:1 - 1}}", "0"),
        ("{{#expr:3.5 round 0}}", "4"),
    ],
)
def test_arithmetic(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#expr:2.5 round 0}}", "3"),
        ("{{#expr:-2.5 round 0}}", "-3"),
        ("{{#expr:1.005 round 2}}", "1.01"),
        ("{{#expr:1.45 round 1}}", "1.5"),
        ("{{#expr:1234567.891 round -3}}", "1235000"),
        ("{{#expr:15 round -1}}", "20"),
        ("{{#expr:5.055 round 2}}", "5.06"),
        ("{{#expr:0.285 round 2}}", "0.29"),
        ("{{#expr:1e15 round 2}}", "1.0E+15"),
        ("{{#expr:0 round 3}}", "0"),
        ("{{#expr:1.5 round 0.9}}", "2"),
        ("{{#expr:9.995 round 2}}", "10"),
    ],
)
def test_rounding(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#expr:1/3}}", "0.33333333333333"),
        ("{{#expr:2/3}}", "0.66666666666667"),
        ("{{#expr:0.1+0.2}}", "0.3"),
        ("{{#expr:1e14}}", "1.0E+14"),
        ("{{#expr:1e15}}", "1.0E+15"),
        ("{{#expr:123456789012345}}", "1.2345678901234E+14"),
        ("{{#expr:99999999999999.9}}", "1.0E+14"),
        ("{{#expr:0.0001}}", "0.0001"),
        ("{{#expr:0.00001}}", "1.0E-5"),
        ("{{#expr:1/30000}}", "3.3333333333333E-5"),
        ("{{#expr:10^20}}", "1.0E+20"),
        ("{{#expr:-1e-10}}", "-1.0E-10"),
        ("{{#expr:1e400}}", "INF"),
        ("{{#expr:-1e400}}", "-INF"),
        ("{{#expr:1e400-1e400}}", "NAN"),
        ("{{#expr:0^-1}}", "INF"),
        ("{{#expr:(-8)^(1/3)}}", "NAN"),
        ("{{#expr:1.}}", "1"),
        ("{{#expr:007}}", "7"),
        ("{{#expr:.5}}", "0.5"),
        ("{{#expr:1.2.3}}", "1.2"),
        ("{{#expr:.}}", "0"),
        ("{{#expr:10^400}}", "INF"),
        ("{{#expr:1e-400}}", "0"),
    ],
)
def test_printing(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#expr:1 2}}", '<strong class="error">Expression error: Unexpected number.</strong>'),
        ("{{#expr:1+}}", '<strong class="error">Expression error: Missing operand for +.</strong>'),
        ("{{#expr:*1}}", '<strong class="error">Expression error: Unexpected * operator.</strong>'),
        ("{{#expr:(1}}", '<strong class="error">Expression error: Unclosed bracket.</strong>'),
        ("{{#expr:1)}}", '<strong class="error">Expression error: Unexpected closing bracket.</strong>'),
        ("{{#expr:1 (2)}}", '<strong class="error">Expression error: Unexpected ( operator.</strong>'),
        ("{{#expr:a}}", '<strong class="error">Expression error: Unrecognized word &quot;a&quot;.</strong>'),
        ("{{#expr:1 foo}}", '<strong class="error">Expression error: Unrecognized word &quot;foo&quot;.</strong>'),
        (
            "{{#expr:1 # 2}}",
            '<strong class="error">Expression error: Unrecognized punctuation character &quot;#&quot;.</strong>',
        ),
        (
            "{{#expr:1 & 2}}",
            '<strong class="error">Expression error: Unrecognized punctuation character &quot;&amp;&quot;.</strong>',
        ),
        (
            "{{#expr:1 é}}",
            '<strong class="error">Expression error: Unrecognized punctuation character &quot;é&quot;.</strong>',
        ),
        ("{{#expr:1/0}}", '<strong class="error">Division by zero.</strong>'),
        ("{{#expr:1 mod 0}}", '<strong class="error">Division by zero.</strong>'),
        ("{{#expr:5 mod 0.5}}", '<strong class="error">Division by zero.</strong>'),
        ("{{#expr:1 fmod 0}}", '<strong class="error">Division by zero.</strong>'),
        ("{{#expr:asin 2}}", '<strong class="error">Invalid argument for asin: &lt; -1 or &gt; 1.</strong>'),
        ("{{#expr:acos -2}}", '<strong class="error">Invalid argument for acos: &lt; -1 or &gt; 1.</strong>'),
        ("{{#expr:ln 0}}", '<strong class="error">Invalid argument for ln: &lt;= 0.</strong>'),
        ("{{#expr:sqrt -1}}", '<strong class="error">In sqrt: Result is not a number.</strong>'),
        ("{{#expr:sin}}", '<strong class="error">Expression error: Missing operand for sin.</strong>'),
        ("{{#expr:1 sin}}", '<strong class="error">Expression error: Unexpected sin operator.</strong>'),
        ("{{#expr:pi pi}}", '<strong class="error">Expression error: Unexpected number.</strong>'),
        ("{{#expr:()}}", ""),
        ("{{#expr:}}", ""),
        ("{{#expr:  }}", ""),
        (
            "{{#expr:1 'x'}}",
            '<strong class="error">Expression error: Unrecognized punctuation character &quot;&#039;&quot;.</strong>',
        ),
        ("{{#expr:1 round}}", '<strong class="error">Expression error: Missing operand for round.</strong>'),
        ("{{#expr:not}}", '<strong class="error">Expression error: Missing operand for not.</strong>'),
        (
            "{{#expr:(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))}}",
            '<strong class="error">Expression error: Stack exhausted.</strong>',
        ),
        (
            "{{#expr:1,000}}",
            '<strong class="error">Expression error: Unrecognized punctuation character &quot;,&quot;.</strong>',
        ),
    ],
)
def test_errors(text: str, expected: str) -> None:
    assert expand(text) == expected
